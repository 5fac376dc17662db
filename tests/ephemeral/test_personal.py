"""What is pointed out as private before an entry is saved, and what is left alone."""

from time import process_time

import pytest

from ephemeral.personal import findings
from tests.factories import MemberFactory

PRIVATE = [
    ("Write to jo.lindqvist@mail.net about it.", "jo.lindqvist@mail.net"),
    ("Call +44 20 7946 0018 after six.", "+44 20 7946 0018"),
    ("Call me: (415) 555-2671.", "(415) 555-2671"),
    ("My number is 020 7183 8750, thanks", "020 7183 8750"),
    ("Mobile +351 912 345 678", "+351 912 345 678"),
    ("My address was 93.184.216.34 then", "93.184.216.34"),
    ("and 2a02:8071:22c1:4300::5 as well", "2a02:8071:22c1:4300::5"),
    ("The box is 3c:37:12:a4:0b:9e here", "3c:37:12:a4:0b:9e"),
    ("The box is 3C-37-12-A4-0B-9E here", "3C-37-12-A4-0B-9E"),
    ("on a Cisco: 3c37.12a4.0b9e", "3c37.12a4.0b9e"),
    ("Refund to DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
    ("Refund to GB82WEST12345698765432.", "GB82WEST12345698765432"),
    ("It was order NL-2041778 in May", "NL-2041778"),
    ("Order number: 114-7762", "114-7762"),
    ("serial no. K7Q2210045 on the back", "K7Q2210045"),
    ("S/N 22-1004-7761", "22-1004-7761"),
    ("Customer ID 8841207", "8841207"),
    ("Appelez le +33.1.42.68.53.00", "+33.1.42.68.53.00"),
    ("415.555.2671 at work", "415.555.2671"),
]
NOBODYS = [
    "Firmware 6.2.4 broke it, 6.2.5 is fine; 10.4.2.11 is the newest version.",
    "Update to version 6.2.4.1 first.",
    "Channels 36 to 48 need no radar, 52 - 144 do.",
    "Since 2025-11-26 02:33:49 it holds.",
    "On 26.11.2025 at 14:05, again on 03/04/2026.",
    "Nov 26 02:33:49 router kernel: [12345.678901] eth0: link up",
    "2025-11-26T02:33:49.123456Z wlan0 deauth reason=7 (1732588429)",
    "Open 192.168.1.1, or 10.0.0.1, or 172.16.4.20.",
    "It says 169.254.12.7 or fe80::1, and ::1 is the box itself.",
    "Set 1.1.1.1 and 8.8.8.8 as name servers.",
    "Documentation uses 203.0.113.9 and 2001:db8::42.",
    "Broadcast goes to ff:ff:ff:ff:ff:ff.",
    "Enter you@example.com as a placeholder.",
    "The account of 2024 is closed; in order to restart, hold it for 10 seconds.",
    "Set the MTU to 1492 and the port to 51820, then 8080, 8443.",
    "Speeds fell from 940 to 112 Mbit/s, 5 GHz at 80 MHz.",
    "The hash is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.",
    "It took 12:34 minutes, from 01:02:03 to 01:14:37.",
    "Build 2024.11.1234 and kernel 6.12.10.",
    "The ticket office is open; case closed.",
]


@pytest.mark.parametrize(("text", "words"), PRIVATE, ids=[words for _text, words in PRIVATE])
def test_what_may_be_private_is_pointed_out(text, words):
    assert [finding.words for finding in findings({"body": text})] == [words]


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_nobodys_is_left_alone(text):
    assert findings({"body": text}) == []


@pytest.mark.django_db
def test_each_finding_says_where_it_stands():
    MemberFactory(handle="tom")

    found = findings({"title": "Ask @tom", "body": "One\ntwo a.b@mail.net\nthree"})

    assert [(one.words, one.where) for one in found] == [
        ("@tom", "in the title"),
        ("a.b@mail.net", "in the text, line 2"),
    ]


def test_the_name_of_whoever_asked_is_found_whole_and_in_parts():
    found = findings(
        {"body": "Maria Keller asked. Then Maria tried; marias and Kellers did not."},
        names=["Maria Keller"],
    )

    assert [one.words for one in found] == ["Maria Keller", "Maria"]


def test_what_stands_there_already_is_not_pointed_out_again():
    known = {"body": "Write to help@acme.net."}

    assert findings({"body": "Write to help@acme.net soon."}, known=known) == []


def test_numbers_without_a_country_are_those_of_the_texts_language():
    text = {"body": "Ruf 030 901820 an."}

    assert [one.words for one in findings(text, language="de")] == ["030 901820"]


@pytest.mark.parametrize(
    "text",
    [
        "order" + " " * 50_000,
        "order is " * 10_000,
        "jo@mail.net " * 8_000,
        "Maria " * 15_000,
        "93.184.216.34 " * 7_000,
    ],
)
def test_the_longest_text_is_looked_through_in_moments(text):
    began = process_time()

    found = findings({"body": text}, names=["Maria Keller"])

    assert len(found) <= 20
    assert process_time() - began < 3


def test_what_everybody_reads_already_is_never_pointed_out_again():
    many = "\n".join(f"jo{number}@mail.net" for number in range(30))

    found = findings({"body": f"{many}\nnew@mail.net"}, known={"body": many})

    assert [one.words for one in found] == ["new@mail.net"]
