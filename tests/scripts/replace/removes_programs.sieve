require ["foreverypart", "mime", "replace", "fileinto"];
foreverypart {
  if header :mime :param "filename" :matches "Content-Disposition" "*.exe" { replace "A program was removed."; }
}
if header :mime :anychild :type "Content-Type" "application" { fileinto "it is still there"; }
