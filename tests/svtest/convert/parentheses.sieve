require "convert";
if (convert "image/tiff" "image/jpeg" ["pix-x=320","pix-y=240"]) { stop; }
