require "convert";
convert "image/tiff" "image/jpeg" ["pix-x"];
convert "image/tiff" "jpeg" [];
if convert "tiff" "image/jpeg" [] { keep; }
convert "image/tiff" "image/jpeg";
