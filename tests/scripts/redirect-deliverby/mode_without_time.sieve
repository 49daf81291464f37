require "redirect-deliverby";
redirect :bymode "return" "cellphone@example.com";
