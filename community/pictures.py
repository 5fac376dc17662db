"""Pictures from members, made anew: nothing of the file they sent reaches anybody else.

What a camera wrote beside the picture (place, time, device) goes, and so does whatever else a file
can carry. The picture itself is turned upright, made small enough for a page, and kept as WebP.
"""

import contextlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageSequence

logger = logging.getLogger(__name__)

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
LARGEST_FILE = 8 * 1024 * 1024  # a photograph straight from a telephone
MOST_PIXELS = 25_000_000  # a screen of 6000 by 4000; unpacked, 100 MB
MOST_PIXELS_OF_JPEG = 60_000_000  # of the finest telephones; JPEG is read at a fraction of its size
LONGEST_EDGE = 1600  # twice the width of a text, for fine screens
AVATAR_EDGE = 256
MOST_MOVING_PIXELS = 30_000_000  # over all frames: ten seconds of a small recording of a screen
LARGEST_EXACT = 300 * 1024  # bytes; what cannot be kept exactly in so much is a photograph
QUALITY = 82


@dataclass(frozen=True)
class Picture:
    file: ContentFile[bytes]
    width: int
    height: int


def reencode(file: "File[bytes]") -> Picture:
    """A member's picture, made anew. Raises ValidationError with a sentence for anything else."""
    with _opened(file) as image:
        if _is_moving(image):
            return _moving(image)
        exact = image.format in {"PNG", "GIF"}  # likely a screen, whose edges must stay sharp
        still = _upright(image)
        content = _webp(still, lossless=True, method=2) if exact else b""
        if not content or len(content) > LARGEST_EXACT:
            content = _webp(still, quality=QUALITY)
        return _picture(content, still.size)


def avatar(file: "File[bytes]") -> "ContentFile[bytes]":
    """A square from the middle of a picture, made anew. Raises ValidationError with a sentence."""
    with _opened(file) as image:
        square = ImageOps.fit(_upright(image), (AVATAR_EDGE, AVATAR_EDGE))
        return _picture(_webp(square, quality=QUALITY), square.size).file


@contextlib.contextmanager
def _opened(file: "File[bytes]") -> Iterator[Image.Image]:
    if (file.size or 0) > LARGEST_FILE:
        raise ValidationError(
            _("This file has %(size)s; a picture may have %(largest)s. Send a smaller one.")
            % {"size": filesizeformat(file.size or 0), "largest": filesizeformat(LARGEST_FILE)},
            code="too_large",
        )
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as image:
            most = MOST_PIXELS_OF_JPEG if image.format == "JPEG" else MOST_PIXELS
            if image.width * image.height > most:
                raise _too_many_pixels(most)
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(MOST_PIXELS) from error
    except ValidationError:
        raise
    except Exception as error:  # a broken file can make a decoder raise almost anything
        logger.info("A picture could not be read.", exc_info=True)
        raise ValidationError(
            _("This is not a picture that can be read. Send a JPEG, PNG, GIF, WebP or AVIF."),
            code="unreadable",
        ) from error


def _too_many_pixels(most: int) -> ValidationError:
    return ValidationError(
        _("This picture has too many pixels: at most %(most)s million are possible.")
        % {"most": most // 1_000_000},
        code="too_many_pixels",
    )


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its camera meant it: small enough, turned, in the colours of the web."""
    profile = image.info.get("icc_profile")
    image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    if image.mode in {"1", "P", "PA", "LA", "I;16"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    ImageOps.exif_transpose(image, in_place=True)
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _in_colours_of_the_web(image, profile)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_colours_of_the_web(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return image  # a profile that cannot be read is left out
    return converted or image


def _is_moving(image: Image.Image) -> bool:
    frames = int(getattr(image, "n_frames", 1))
    return frames > 1 and frames * image.width * image.height <= MOST_MOVING_PIXELS


def _moving(image: Image.Image) -> Picture:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(max(int(frame.info.get("duration", 0)), 20))
        still = frame.convert("RGBA")
        still.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        frames.append(still)
    content = _webp(
        frames[0],
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=int(image.info.get("loop", 0)),
        quality=QUALITY,
        method=0,
    )
    return _picture(content, frames[0].size)


def _webp(image: Image.Image, **how: object) -> bytes:
    content = BytesIO()
    image.info.clear()  # else some of what the file carried would be written again
    image.save(content, "WEBP", exif=b"", xmp=b"", icc_profile=None, **how)
    return content.getvalue()


def _picture(content: bytes, size: tuple[int, int]) -> Picture:
    """Under a name that nobody can guess, so that an address is only known where it was shown."""
    return Picture(ContentFile(content, name=f"{secrets.token_urlsafe(12)}.webp"), *size)
