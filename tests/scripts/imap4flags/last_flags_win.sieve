require ["imap4flags"];
keep :flags "one";
keep :flags "two";
