require ["foreverypart", "extracttext", "variables"];
foreverypart { extracttext :encodeurl "t"; }
