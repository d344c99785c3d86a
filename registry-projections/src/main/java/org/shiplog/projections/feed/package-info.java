/** The events that are told to those outside: their public forms, and their reading in commit order from a cursor. */
@NullMarked
package org.shiplog.projections.feed;

import org.jspecify.annotations.NullMarked;
