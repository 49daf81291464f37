require "editheader";
deleteheader :last "Subject";
