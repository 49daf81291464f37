require ["special-use", "fileinto"];
fileinto :specialuse "\\" "Spam";
