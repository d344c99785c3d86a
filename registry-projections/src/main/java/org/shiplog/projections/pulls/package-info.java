/** How often and when last things were pulled. */
@NullMarked
package org.shiplog.projections.pulls;

import org.jspecify.annotations.NullMarked;
