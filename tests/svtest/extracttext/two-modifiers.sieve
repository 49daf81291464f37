require ["foreverypart", "extracttext", "variables"];
foreverypart { extracttext :upper :lower "t"; }
