/** The pictures that stand beside artifacts in lists: those of their kinds, and those that artifacts bring themselves. */
@NullMarked
package org.shiplog.http.api.icon;

import org.jspecify.annotations.NullMarked;
