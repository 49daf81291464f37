require ["special-use", "fileinto"];
fileinto :specialuse "no attribute" "Spam";
