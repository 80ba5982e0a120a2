#!/bin/sh
# A supervisor that promises and does nothing: a null scenario proves that it is found out.
echo "promising, and sleeping"
exec sleep 3600
