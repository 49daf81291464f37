require ["foreverypart", "mime", "enclose", "fileinto"];
foreverypart {
  if header :mime :param "filename" :matches "Content-Disposition" "*.exe" {
    enclose :subject "Warning" "This holds a program.";
    break;
  }
}
if header "Subject" "Warning" { fileinto "Warned"; }
