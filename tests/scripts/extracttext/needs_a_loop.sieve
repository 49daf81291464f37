require ["foreverypart", "extracttext", "variables"];
foreverypart { }
extracttext "a";
