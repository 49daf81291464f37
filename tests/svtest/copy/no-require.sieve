require "fileinto";
fileinto :copy "INBOX";
