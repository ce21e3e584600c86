import { request } from 'node:http';

export interface SiteAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Asks for a page of the preview port. Node does not find names below localhost by itself, as browsers do. */
export function requestSite(
  url: string,
  { headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {},
): Promise<SiteAnswer> {
  const { host, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: pathname + search, method, headers: { host, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const own = new Headers();
        for (let at = 0; at < answer.rawHeaders.length; at += 2)
          own.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string);
        resolve({ status: answer.statusCode ?? 0, headers: own, text });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
