require ["foreverypart", "variables"];
foreverypart { extracttext "t"; }
