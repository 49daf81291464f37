require ["foreverypart", "mime", "replace"];
foreverypart {
  if header :mime "content-id" "one" {
    replace :mime text:
Content-Type: multipart/mixed; boundary=outer

--outer
Content-ID: forged

--outer--
.
;
  }
}
