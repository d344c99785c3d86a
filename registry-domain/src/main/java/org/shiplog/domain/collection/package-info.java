/** The persistent map that aggregate states are made of. */
@NullMarked
package org.shiplog.domain.collection;

import org.jspecify.annotations.NullMarked;
