require ["enclose", "extracttext", "foreverypart", "mime", "editheader"];
foreverypart { replace "x"; }
