require "convert";
convert "tiff" "image/jpeg" [];
