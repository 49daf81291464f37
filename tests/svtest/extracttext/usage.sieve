require ["foreverypart", "extracttext", "variables"];
foreverypart {
  extracttext :first "5" "t";
  extracttext ["t", "u"];
  extracttext :first 5 :first 6 "t";
  extracttext "not a name";
  extracttext "t${x}";
  extracttext :last 5 "t";
  extracttext "t" "u";
  if extracttext "t" { stop; }
}
