"""Pictures that members send."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from community import pictures
from community.actions.uploading import MOST_AN_HOUR, upload_picture
from community.markup import render
from community.models import Upload


def file_of(image, kind="PNG", name="picture", **how) -> SimpleUploadedFile:
    content = io.BytesIO()
    image.save(content, kind, **how)
    return SimpleUploadedFile(f"{name}.{kind.lower()}", content.getvalue())


def painted(size=(40, 30), colour="#336699", mode="RGB") -> Image.Image:
    return Image.new(mode, size, colour)


def reread(picture: pictures.Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.file.read()))


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_every_usual_kind_becomes_webp(kind):
    picture = pictures.reencode(file_of(painted(), kind))

    assert reread(picture).format == "WEBP"
    assert (picture.width, picture.height) == (40, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_to_store_colours_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    picture = pictures.reencode(file_of(Image.new(mode, (8, 8)), kind))

    assert reread(picture).size == (8, 8)


def test_nothing_that_a_camera_wrote_is_kept():
    image = painted()
    exif = image.getexif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken

    picture = pictures.reencode(file_of(image, "JPEG", exif=exif, comment=b"by Maria"))

    kept = reread(picture)
    assert not kept.getexif()
    content = picture.file.open().read()
    assert b"Maker of cameras" not in content
    assert b"by Maria" not in content


def test_words_in_a_png_are_not_kept():
    notes = PngInfo()
    notes.add_text("Comment", "taken at home")

    picture = pictures.reencode(file_of(painted(), pnginfo=notes))

    assert b"taken at home" not in picture.file.read()


def test_a_picture_taken_sideways_stands_upright():
    image = painted((40, 20))
    image.paste("#ff0000", (0, 0, 20, 20))
    exif = image.getexif()
    exif[0x0112] = 6  # the camera was turned clockwise

    picture = pictures.reencode(file_of(image, "PNG", exif=exif))

    assert (picture.width, picture.height) == (20, 40)
    assert reread(picture).convert("RGB").getpixel((10, 5)) == (255, 0, 0)


def test_a_profile_of_colours_is_worked_in_and_left_out():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    picture = pictures.reencode(file_of(painted(), icc_profile=profile))

    kept = reread(picture)
    assert "icc_profile" not in kept.info
    assert kept.convert("RGB").getpixel((5, 5)) == pytest.approx((0x33, 0x66, 0x99), abs=2)


def test_a_large_picture_is_made_to_fit_a_page():
    picture = pictures.reencode(file_of(painted((3200, 1000)), "JPEG"))

    assert (picture.width, picture.height) == (1600, 500)


def test_transparent_stays_transparent():
    picture = pictures.reencode(file_of(Image.new("RGBA", (8, 8), (255, 0, 0, 0))))

    assert reread(picture).convert("RGBA").getpixel((4, 4))[3] == 0


def moving(frames: int, size=(20, 20)) -> SimpleUploadedFile:
    images = [painted(size, (n * 50, 0, 255)) for n in range(frames)]
    return file_of(images[0], "GIF", save_all=True, append_images=images[1:], duration=80)


def test_a_moving_picture_keeps_moving():
    picture = pictures.reencode(moving(3))

    kept = reread(picture)
    assert kept.n_frames == 3
    assert kept.format == "WEBP"


def test_a_film_is_reduced_to_its_first_frame(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_MOVING_PIXELS", 1000)

    picture = pictures.reencode(moving(5))

    assert reread(picture).n_frames == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"GIF89a" + b"\xff" * 60,
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    with pytest.raises(ValidationError, match="not a picture that can be read"):
        pictures.reencode(SimpleUploadedFile("picture.png", content))


def test_half_a_picture_is_refused():
    whole = file_of(painted((300, 300)), "JPEG").read()

    with pytest.raises(ValidationError, match="not a picture that can be read"):
        pictures.reencode(SimpleUploadedFile("picture.jpg", whole[: len(whole) // 2]))


def test_a_file_too_large_is_refused_before_it_is_read():
    file = SimpleUploadedFile("picture.png", b"0" * (pictures.LARGEST_FILE + 1))

    with pytest.raises(ValidationError, match="Send a smaller one"):
        pictures.reencode(file)


@pytest.mark.parametrize("size", [(6000, 5000), (12000, 12000), (20000, 20000)])
def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused(size):
    bomb = file_of(Image.new("1", size))
    assert bomb.size < pictures.LARGEST_FILE

    with pytest.raises(ValidationError, match="too many pixels"):
        pictures.reencode(bomb)


def test_an_avatar_is_a_square():
    file = pictures.avatar(file_of(painted((600, 200)), "JPEG"))

    kept = Image.open(io.BytesIO(file.read()))
    assert kept.size == (256, 256)
    assert kept.format == "WEBP"


# Keeping them


def test_a_picture_is_kept_under_a_name_nobody_guesses(asker):
    upload = upload_picture(
        file_of(painted(), name="IMG_1234_maria"), alternative_text="Lights", by=asker
    )

    assert "maria" not in upload.image.name
    assert upload.image.name.endswith(".webp")
    assert (upload.width, upload.height) == (40, 30)


def test_a_picture_keeps_its_place_while_it_loads(asker):
    upload = upload_picture(file_of(painted()), alternative_text="Lights", by=asker)

    html = render(f"![Lights]({upload.image.url})")

    assert (
        f'<img src="{upload.image.url}" alt="Lights" width="40" height="30" loading="lazy">' in html
    )


def test_words_for_the_picture_are_asked_for(asker):
    with pytest.raises(ValidationError, match="people who cannot see it"):
        upload_picture(file_of(painted()), alternative_text="  ", by=asker)


def test_a_decorative_picture_needs_no_words(asker):
    upload = upload_picture(file_of(painted()), alternative_text="", decorative=True, by=asker)

    assert upload.alternative_text == ""


def test_too_many_words_for_a_picture_are_refused(asker):
    with pytest.raises(ValidationError, match="at most 300"):
        upload_picture(file_of(painted()), alternative_text="x" * 301, by=asker)


def test_an_hour_holds_a_number_of_pictures(asker, answerer):
    Upload.objects.bulk_create(
        Upload(member=asker, image="pictures/a.webp", width=1, height=1)
        for _ in range(MOST_AN_HOUR)
    )

    with pytest.raises(PermissionDenied, match="Wait a little"):
        upload_picture(file_of(painted()), alternative_text="Lights", by=asker)

    assert upload_picture(file_of(painted()), alternative_text="Lights", by=answerer)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert upload_picture(file_of(painted()), alternative_text="Lights", by=asker)


# The address


def test_sending_a_picture_answers_with_its_markdown(client, asker):
    client.force_login(asker)

    answer = client.post("/uploads/", {"image": file_of(painted()), "alternative_text": "A [b]*"})

    assert answer.status_code == 201
    made = answer.json()
    upload = Upload.objects.get()
    assert made["url"] == upload.image.url
    assert (made["width"], made["height"]) == (40, 30)
    assert 'alt="A [b]*"' in render(made["markdown"])


JSON = {"Accept": "application/json"}


def test_a_refused_picture_answers_with_a_sentence(client, asker):
    client.force_login(asker)

    answer = client.post("/uploads/", {"image": file_of(painted())}, headers=JSON)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "people who cannot see it" in answer.json()["detail"]
    assert "alternative_text" in answer.json()["errors"]


def test_sending_no_picture_answers_with_a_sentence(client, asker):
    client.force_login(asker)

    answer = client.post("/uploads/", {"alternative_text": "Lights"}, headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"image": ["Choose a picture to send."]}


def test_only_members_send_pictures(client, db):
    answer = client.post(
        "/uploads/", {"image": file_of(painted()), "alternative_text": "Lights"}, headers=JSON
    )

    assert answer.status_code == 403
    assert answer.json()["detail"] == "Sign in to take part."
    assert not Upload.objects.exists()


def test_a_page_that_was_asked_for_is_refused_with_a_page(client, db):
    answer = client.post("/uploads/")

    assert answer["Content-Type"].startswith("text/html")
    assert "Sign in to take part." in answer.content.decode()


def test_a_kept_picture_is_served_for_a_long_time(client, asker):
    upload = upload_picture(file_of(painted()), alternative_text="Lights", by=asker)

    answer = client.get(upload.image.url)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline")
    assert reread_stream(answer).size == (40, 30)


def reread_stream(answer) -> Image.Image:
    return Image.open(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.fixture
def media(settings, tmp_path):
    folder = tmp_path / "media"
    (folder / "documents").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("not for you")
    return folder


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "data.xml", "unknown"])
def test_a_file_that_could_act_is_only_downloaded(client, media, name):
    (media / name).write_text("<script>alert(1)</script>")

    answer = client.get(f"/media/{name}")

    assert b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == "attachment"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["", "../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "/etc/passwd", "documents/",
     "documents/contract.pdf", "./documents/contract.pdf", "x/../documents/contract.pdf",
     "nothing.png"],
)  # fmt: skip
def test_nothing_else_of_the_disk_is_served(client, db, media, path):
    (media / "documents" / "contract.pdf").write_text("for members of the board")

    answer = client.get(f"/media/{path}")

    assert answer.status_code in {301, 302, 400, 404}
    assert b"not for you" not in answer.content
    assert b"members of the board" not in answer.content


# What a text will look like


def test_a_preview_is_what_will_be_posted(client, db):
    body = "# Hello\n\n*you*"

    answer = client.post("/markup/preview/", {"body": body})

    assert answer.content.decode() == render(body)


def test_a_preview_of_too_much_is_refused(client, db):
    answer = client.post("/markup/preview/", {"body": "a" * 30_001}, headers=JSON)

    assert answer.status_code == 400
    assert "30,000 are possible" in answer.json()["detail"]


def test_a_preview_must_be_asked_for_by_a_form(client, db):
    assert client.get("/markup/preview/").status_code == 405
