// The page holds each picture and clip once: the first element that shows it has the bytes.
for (const element of document.querySelectorAll('[data-same]')) {
  const first = document.getElementById(element.getAttribute('data-same') ?? '');
  const source = first?.getAttribute('src');
  if (source) element.setAttribute('src', source);
}
