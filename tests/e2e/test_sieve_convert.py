"""convert (RFC 6558) while a mail is delivered: HTML to text by the server itself, all else by programs of the administrator."""
import email
import email.policy

import pytest

from rig.mail import Imap, deliver, message, put_script

HEADERS = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n"
BODY = """--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=us-ascii

The plain one.
--inner
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><head><title>no</title><style>p { color: red }</style></head><body><p>Gr=FC=DFe &amp; mehr</p><p>Ende</p></body></html>
--inner--

--outer
Content-Type: image/x-drawing; name=house
Content-Disposition: attachment; filename=house
Content-Transfer-Encoding: base64

AAECA/8=
--outer--
"""
DRAWING = b"\x00\x01\x02\x03\xff"


def stored(server):
    """The only message, parsed, and its parts' types in their order."""
    with Imap(server.imap) as client:
        [octets] = client.messages()
    parsed = email.message_from_bytes(octets, policy=email.policy.default)
    return parsed, [part.get_content_type() for part in parsed.walk()]


def whole():
    return message("converted", headers=HEADERS, body=BODY)


UNTOUCHED = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "image/x-drawing"]


@pytest.fixture
def site(make_sandbox, tmp_path):
    """A sandbox with a converter of drawings, a shell script."""

    def start(program):
        folder = tmp_path / "programs"
        folder.mkdir()
        (folder / "draw").write_text("#!/bin/sh\n" + program)
        (folder / "draw").chmod(0o755)
        return make_sandbox(config=f'[sieve.programs]\nfolder = "{folder}"\npatience = "2s"\n[sieve.converter.drawings]\n'
                                   'from = "image/x-drawing"\nto = "image/png"\nprogram = "draw"\nparameters = ["pix-x"]\n')

    return start


def test_html_is_stored_as_text_and_the_other_parts_as_they_came(sandbox):
    put_script(sandbox, 'require ["convert", "fileinto"]; if not convert "text/html" "text/plain" [] { fileinto "Junk"; }')
    assert deliver(sandbox.lmtp, whole())[0][0] == 250
    parsed, types = stored(sandbox)
    assert types == ["multipart/mixed", "multipart/alternative", "text/plain", "text/plain", "image/x-drawing"]
    parts = [part for part in parsed.walk() if not part.is_multipart()]
    assert parts[0].get_content().strip() == "The plain one."
    text = parts[1].get_content()
    assert "Grüße & mehr" in text and "Ende" in text and "<" not in text and "color" not in text
    assert (parts[2].get_content(), parts[2].get_filename()) == (DRAWING, "house")
    assert parsed["Subject"] == "converted"


def test_a_program_of_the_site_gets_the_octets_and_the_parameters(site, tmp_path):
    server = site(f'echo "$@" > {tmp_path}/asked; cat > {tmp_path}/got; printf "PNG\\000\\377"\n')
    put_script(server, '''require ["convert", "foreverypart", "mime"];
foreverypart {
  if header :mime :param "filename" "Content-Disposition" "house" { convert "image/x-drawing" "image/png" ["pix-x=320"]; }
}''')
    assert deliver(server.lmtp, whole())[0][0] == 250
    parsed, types = stored(server)
    assert types == [*UNTOUCHED[:-1], "image/png"]
    assert (tmp_path / "asked").read_text() == "image/x-drawing image/png pix-x=320\n"
    assert (tmp_path / "got").read_bytes() == DRAWING
    assert list(parsed.walk())[-1].get_content() == b"PNG\x00\xff"


@pytest.mark.parametrize("program, parameters", [("exit 1\n", ""), ("sleep 60\n", ""), ("printf PNG\n", '"depth=3"')])
def test_a_conversion_that_fails_leaves_the_message_as_it_was_and_is_false(site, program, parameters):
    server = site(program)
    put_script(server, f'''require ["convert", "imap4flags"];
if convert "image/x-drawing" "image/png" [{parameters}] {{ addflag "$wrong"; }} else {{ addflag "$failed"; }}''')
    octets = whole()
    assert deliver(server.lmtp, octets)[0][0] == 250
    with Imap(server.imap) as client:
        assert next(client.messages()).endswith(octets)
        assert client.search(None, "KEYWORD", "$failed")[1] == [b"1"]


def test_to_a_type_that_nobody_makes_nothing_is_converted(sandbox):
    put_script(sandbox, 'require "convert"; convert "image/x-drawing" "image/png" [];')
    assert deliver(sandbox.lmtp, whole())[0][0] == 250
    assert stored(sandbox)[1] == UNTOUCHED
