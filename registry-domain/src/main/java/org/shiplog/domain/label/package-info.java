/** Labels that artifacts can be marked with. */
@NullMarked
package org.shiplog.domain.label;

import org.jspecify.annotations.NullMarked;
