<?php
/** What an author may say of a tape, and how it is read: the attributes of `<rate-ticker>`. */

defined( 'ABSPATH' ) || exit;

/** Every attribute by name: its `kind`, its `label`, and the `values` of a choice or the bounds of a number. */
function tickerd_attributes() {
	$choice = function ( $label, array $values ) {
		return array(
			'kind'   => 'choice',
			'label'  => $label,
			'values' => $values,
		);
	};
	$of     = function ( $kind, $label ) {
		return array(
			'kind'  => $kind,
			'label' => $label,
		);
	};
	return array(
		'pairs'       => $of( 'pairs', __( 'Pairs, as in KGS/USD,KZT/USD; none is all', 'tickerd' ) ),
		'layout'      => $choice( __( 'Layout', 'tickerd' ), array( 'marquee', 'list', 'compact', 'static' ) ),
		'theme'       => $choice( __( 'Theme', 'tickerd' ), array( 'auto', 'light', 'dark' ) ),
		'transparent' => $of( 'flag', __( 'Page behind (transparent)', 'tickerd' ) ),
		'colors'      => $choice( __( 'Colours of a rise and a fall', 'tickerd' ), array( 'safe', 'western', 'eastern' ) ),
		'speed'       => $of( 'number', __( 'Speed, px a second', 'tickerd' ) ) + array(
			'from' => 1,
			'to'   => 1000,
		),
		'direction'   => $choice( __( 'Direction', 'tickerd' ), array( 'left', 'right' ) ),
		'basis'       => $choice(
			__( 'Change since', 'tickerd' ),
			array( '', 'previous_close', 'open', '24h', '7d', '30d', 'previous' )
		),
		'spark'       => $of( 'flag', __( 'Line of 30 days', 'tickerd' ) ),
		'show-source' => $of( 'flag', __( 'Source', 'tickerd' ) ),
		'show-time'   => $of( 'flag', __( 'Time', 'tickerd' ) ),
		'href'        => $of( 'link', __( 'Link of each rate, with {pair}, {base}, {quote}', 'tickerd' ) ),
		'locale'      => $of( 'locale', __( 'Language of numbers', 'tickerd' ) ),
		'precision'   => $choice(
			__( 'Decimals', 'tickerd' ),
			array( 'auto', '0', '1', '2', '3', '4', '5', '6', '7', '8' )
		),
		'sign'        => $choice( __( 'Sign of a change', 'tickerd' ), array( 'auto', 'always' ) ),
		'separator'   => $of( 'text', __( 'Between two rates', 'tickerd' ) ),
		'drag'        => $of( 'flag', __( 'Readers may drag it', 'tickerd' ) ),
		'share'       => $of( 'flag', __( 'One connection for all tabs', 'tickerd' ) ),
		'paused'      => $of( 'flag', __( 'Stands until started', 'tickerd' ) ),
		'label'       => $of( 'text', __( 'Name for screen readers', 'tickerd' ) ),
	);
}

/** The pairs in a list, each once: `KGS/USD,KZT/USD`. */
function tickerd_read_pairs( $text ) {
	$names = preg_split( '/[\s,]+/', strtoupper( $text ) );
	$pairs = preg_grep( '/^[A-Z0-9._-]{1,15}\/[A-Z0-9._-]{1,15}$/', $names );
	return implode( ',', array_unique( $pairs ) );
}

/** A template that leads to a page of http or https once it is filled in; else ''. */
function tickerd_read_link( $text ) {
	$filled = str_replace( array( '{pair}', '{base}', '{quote}' ), 'EUR', $text );
	if ( preg_match( '/[{}\s]/', $filled ) || '' === esc_url_raw( $filled, array( 'http', 'https' ) ) ) {
		return '';
	}
	return $text;
}

/** The value for the tape of what an author wrote; null where the attribute is to be left out. A flag is ''. */
function tickerd_read_attribute( array $attribute, $given ) {
	if ( 'flag' === $attribute['kind'] ) {
		$off = array( '0', 'no', 'false', 'off' );
		return false === $given || in_array( strtolower( (string) $given ), $off, true ) ? null : '';
	}
	if ( ! is_scalar( $given ) ) {
		return null;
	}
	$text = trim( preg_replace( '/[\x00-\x1f\x7f]+/', ' ', (string) $given ) );
	switch ( $attribute['kind'] ) {
		case 'choice':
			$text = in_array( $text, $attribute['values'], true ) ? $text : '';
			break;
		case 'number':
			$is_good = is_numeric( $text ) && $text >= $attribute['from'] && $text <= $attribute['to'];
			$text    = $is_good ? (string) ( 0 + $text ) : '';
			break;
		case 'pairs':
			$text = tickerd_read_pairs( $text );
			break;
		case 'link':
			$text = tickerd_read_link( $text );
			break;
		case 'locale':
			$text = preg_match( '/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/', $text ) ? $text : '';
			break;
	}
	return '' === $text ? null : $text;
}

/** The attributes of the tape in `$given`, by name, in their order. A shortcode's `spark` alone is a flag too. */
function tickerd_read_attributes( array $given ) {
	$read = array();
	foreach ( tickerd_attributes() as $name => $attribute ) {
		$text = null;
		if ( isset( $given[ $name ] ) ) {
			$text = tickerd_read_attribute( $attribute, $given[ $name ] );
		} elseif ( 'flag' === $attribute['kind'] && tickerd_is_listed( $name, $given ) ) {
			$text = '';
		}
		if ( null !== $text ) {
			$read[ $name ] = $text;
		}
	}
	return $read;
}

/** Whether `$name` stands in `$given` without a value: WordPress numbers such words. */
function tickerd_is_listed( $name, array $given ) {
	foreach ( $given as $key => $word ) {
		if ( is_int( $key ) && $word === $name ) {
			return true;
		}
	}
	return false;
}
