/** Who logged in and out, and who was refused. */
@NullMarked
package org.shiplog.domain.login;

import org.jspecify.annotations.NullMarked;
