require ["foreverypart", "mime", "extracttext", "variables", "enotify"];
foreverypart {
  if header :mime :type "Content-Type" "multipart" { }
  else { extracttext :first 4 "text"; break; }
}
notify :message "${text}" "device:phone";
