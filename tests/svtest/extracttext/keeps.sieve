require ["foreverypart", "mime", "extracttext", "variables", "fileinto", "mailbox"];
foreverypart {
  if header :mime "content-id" "raw" { extracttext "t"; fileinto :create "${t}"; }
}
