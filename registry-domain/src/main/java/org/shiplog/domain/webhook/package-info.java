/** To whom a project tells what happens in it. */
@NullMarked
package org.shiplog.domain.webhook;

import org.jspecify.annotations.NullMarked;
