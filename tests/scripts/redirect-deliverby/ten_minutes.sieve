# RFC 6009 section 7.2.
require ["copy", "redirect-deliverby"];
redirect :copy :bytimerelative 600 "cellphone@example.com";
