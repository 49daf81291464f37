require ["foreverypart", "mime", "fileinto"];
foreverypart {
  if header :mime :param ["name", "filename"] :matches ["Content-Type", "Content-Disposition"] ["*.exe", "*.com"] {
    fileinto "Programs";
    break;
  }
}
if header :mime :anychild :contenttype "Content-Type" "text/html" { fileinto "HTML"; }
