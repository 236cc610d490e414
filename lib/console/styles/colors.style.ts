import { css } from './css.js';

/** The colors, light and dark. An application may replace each of them. */
export const COLORS = css`
  :root {
    --ground: #f6f7f9;
    --surface: #ffffff;
    --sunken: #eef0f4;
    --line: #dfe3ea;
    --line-strong: #858ea0;
    --text: #161a23;
    --faint: #596173;
    --accent: #4338ca;
    --accent-text: #4338ca;
    --accent-ground: #eeecfd;
    --on-accent: #ffffff;
    --good: #0b7a4b;
    --good-ground: #e0f5ea;
    --bad: #b4232c;
    --bad-ground: #fdeaea;
    --bad-solid: #b4232c;
    --wait: #8a5300;
    --wait-ground: #fdf1d8;
    --bar-1: #4f46e5;
    --bar-2: #d9485f;
    --bar-3: #e3920b;
    --bar-4: #2c8fb8;
    --bar-5: #8b5cc7;
    --bar-6: #7a8496;
    --bar-7: #1f9d66;
    --shadow: 0 1px 2px #1018280d, 0 1px 3px #10182814;
    color-scheme: light dark;
  }

  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #0f1218;
      --surface: #171b23;
      --sunken: #20252f;
      --line: #2b313d;
      --line-strong: #727c8f;
      --text: #e8ebf1;
      --faint: #a0a9ba;
      --accent: #7c74f2;
      --accent-text: #a9a3ff;
      --accent-ground: #25234a;
      --on-accent: #0d0b26;
      --good: #5ed3a0;
      --good-ground: #12301f;
      --bad: #ff8f93;
      --bad-ground: #3b181b;
      --bad-solid: #c2363f;
      --wait: #f2bd62;
      --wait-ground: #362709;
      --bar-1: #837bfa;
      --bar-2: #f0707f;
      --bar-3: #f0ac3c;
      --bar-4: #58b3d8;
      --bar-5: #b08be8;
      --bar-6: #97a1b3;
      --bar-7: #4cc48c;
      --shadow: none;
    }
  }
`;
