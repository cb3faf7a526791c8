/** The colours of one theme. */
export interface Colors {
  /** Buttons, links and selected items. */
  brand: string;
  /** Text on `brand`. */
  onBrand: string;
  background: string;
  card: string;
  text: string;
  textSoft: string;
  line: string;
  /** The sidebar and page headers, dark in both themes. */
  header: string;
  headerGradientEnd: string;
  onHeader: string;
  /** The selected sidebar item. */
  headerAccent: string;
}

export const light: Colors = {
  brand: '#0f6e6e',
  onBrand: '#ffffff',
  background: '#f4f7f7',
  card: '#ffffff',
  text: '#10292b',
  textSoft: '#48605f',
  line: '#c9d7d6',
  header: '#0b3b40',
  headerGradientEnd: '#0f5a5c',
  onHeader: '#f0f7f6',
  headerAccent: '#5fd3c8',
};

export const dark: Colors = {
  brand: '#5fd3c8',
  onBrand: '#06201f',
  background: '#0e1b1e',
  card: '#16282c',
  text: '#e8f1f0',
  textSoft: '#a7bcba',
  line: '#35494c',
  header: '#0a2a2e',
  headerGradientEnd: '#12474a',
  onHeader: '#f0f7f6',
  headerAccent: '#5fd3c8',
};
