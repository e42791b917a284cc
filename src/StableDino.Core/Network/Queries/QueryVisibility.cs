using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Who may attend to whom among the decoder's queries.</summary>
public static class QueryVisibility
{
    /// <summary>
    /// A query sees its own part of its own branch, and the matching queries where its branch may; nothing else. So no
    /// target leaks from a
    /// branch that knows it, and inference, where only the matching queries are there, sees what training saw.
    /// </summary>
    /// <param name="groups">The branches' queries in order, Q in all; the matching queries are one part.</param>
    /// <param name="unseen">[B, Q], bool: queries that nobody sees.</param>
    /// <param name="device">Where the mask is made.</param>
    /// <returns>[Q, Q], or [B, 1, Q, Q] with unseen queries, bool; true forbids the row to see the column. None where
    /// all see all.</returns>
    public static Option<Tensor> Mask(ImmutableArray<QueryGroup> groups, Option<Tensor> unseen, Device device) =>
        groups is [{ Parts: 1 }] ? unseen.Map(nobody => nobody.unsqueeze(1).unsqueeze(1)) : Scoped.Run(() =>
        {
            const long matching = -1;
            var parts = groups.SelectMany((group, run) => Enumerable.Range(0, group.Count)
                .Select(query => group.IsMatching ? matching : ((long)run << 32) + query / (group.Count / group.Parts)))
                .ToArray();
            var sees =
                groups.SelectMany(group => Enumerable.Repeat(group.IsMatching || group.SeesMatching, group.Count))
                    .ToArray();
            var part = tensor(parts, device: device);
            var (row, column) = (part.unsqueeze(1), part.unsqueeze(0));
            var shown = column.eq(matching).logical_and(tensor(sees, device: device).unsqueeze(1));
            var hidden = row.ne(column).logical_and(shown.logical_not());
            return unseen.Match(nobody => hidden.logical_or(nobody.unsqueeze(1).unsqueeze(1)), () => hidden);
        });
}
