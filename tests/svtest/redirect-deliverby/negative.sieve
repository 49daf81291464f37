require "redirect-deliverby";
redirect :bytimerelative -5 "a@there.example";
