/** Tiny images made by hand, so that tests need no base image from anywhere. */
@NullMarked
package org.shiplog.e2e.image;

import org.jspecify.annotations.NullMarked;
