/** The block "Exchange rates" in the editor; on the page, the server writes it. */
;(() => {
  const { blocks, element, blockEditor, components, i18n } = window.wp
  const { server, settings, options } = window.tickerdBlock
  const { createElement } = element
  const { __ } = i18n

  /** The control of one attribute in the side bar. */
  function control({ name, kind, label, values, from, to }, value, change) {
    const shared = { key: name, label, onChange: change }
    switch (kind) {
      case 'flag':
        return createElement(components.ToggleControl, { ...shared, checked: value })
      case 'choice':
        return createElement(components.SelectControl, {
          ...shared,
          value: value || values[0],
          options: values.map(word => ({
            value: word,
            label: word || __('as the server has it', 'tickerd'),
          })),
          onChange: word => change(word === values[0] ? '' : word),
        })
      case 'number':
        return createElement(components.TextControl, { ...shared, value, type: 'number', min: from, max: to })
      default:
        return createElement(components.TextControl, { ...shared, value })
    }
  }

  /** The tape as a picture: scripts of a page do not run in the editor. */
  function picture({ pairs, basis, spark }) {
    const query = new URLSearchParams({ format: 'svg' })
    if (pairs) query.set('pairs', pairs)
    if (basis) query.set('basis', basis)
    if (spark) query.set('spark', '30')
    const alt = __('Exchange rates. The picture of them did not load: look at the pairs.', 'tickerd')
    return createElement('img', { src: `${server}/v1/tape?${query}`, alt, style: { maxWidth: '100%' } })
  }

  function missing() {
    const text = __('Enter the address of your server in the settings of the plugin.', 'tickerd')
    const link = createElement('a', { href: settings }, __('Settings', 'tickerd'))
    return createElement(components.Placeholder, { label: 'tickerd', instructions: text }, link)
  }

  function Edit({ attributes, setAttributes }) {
    const controls = options.map(option =>
      control(option, attributes[option.name], value => setAttributes({ [option.name]: value })),
    )
    const panel = createElement(components.PanelBody, { title: __('Tape', 'tickerd') }, controls)
    return createElement(
      'div',
      blockEditor.useBlockProps(),
      createElement(blockEditor.InspectorControls, null, panel),
      server ? picture(attributes) : missing(),
    )
  }

  blocks.registerBlockType('tickerd/ticker', { edit: Edit, save: () => null })
})()
