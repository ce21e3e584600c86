// [only libraries.recharts]
'use client';

import { Area, AreaChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

export interface TrendChartProps {
  /** Says what the chart shows to those who do not see it. */
  label: string;
  points: readonly { name: string; value: number }[];
}

/** Values over time; the same as a table for those who do not see it. */
export function TrendChart({ label, points }: TrendChartProps) {
  return (
    <figure className="m-0">
      <div aria-hidden="true" className="h-40">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 160 }}>
          <AreaChart data={[...points]} margin={{ top: 8, right: 8, bottom: 0, left: -24 }}>
            <XAxis dataKey="name" stroke="var(--ink-soft)" fontSize={12} tickLine={false} axisLine={false} />
            <YAxis stroke="var(--ink-soft)" fontSize={12} tickLine={false} axisLine={false} />
            <Tooltip contentStyle={{ background: 'var(--raised)', borderColor: 'var(--line)', color: 'var(--ink)' }} />
            <Area
              dataKey="value"
              stroke="var(--accent)"
              fill="var(--accent)"
              fillOpacity={0.15}
              strokeWidth={2}
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <table className="sr-only">
        <caption>{label}</caption>
        <tbody>
          {points.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
