using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace LocalAzure.Control;

/// <summary>The faults that wait for their requests, in the order they were added.</summary>
public sealed class FaultTable
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];

    [SuppressMessage("Security", "CA3012", Justification = "The pattern is the user's own, matched under a time-out.")]
    public void Add(FaultRule rule)
    {
        // Compiled here so that a bad pattern is refused now and not at the next request.
        _ = new Regex(rule.PathPattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        lock (_gate)
        {
            _rules.Add(rule);
        }
    }

    /// <summary>The rules that still wait, in order.</summary>
    public IReadOnlyList<FaultRule> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules];
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>Takes one use of the first rule that matches; null when none does.</summary>
    public FaultRule? Take(string surface, string method, string pathAndQuery)
    {
        lock (_gate)
        {
            for (var at = 0; at < _rules.Count; at++)
            {
                var rule = _rules[at];
                if (!Matches(rule, surface, method, pathAndQuery))
                {
                    continue;
                }

                if (rule.Skip > 0)
                {
                    _rules[at] = rule with { Skip = rule.Skip - 1 };
                    continue;
                }

                Use(at);
                return rule;
            }

            return null;
        }
    }

    private void Use(int at)
    {
        if (_rules[at].Times <= 1)
        {
            _rules.RemoveAt(at);
        }
        else
        {
            _rules[at] = _rules[at] with { Times = _rules[at].Times - 1 };
        }
    }

    private static bool Matches(FaultRule rule, string surface, string method, string pathAndQuery) =>
        string.Equals(rule.Surface, surface, StringComparison.OrdinalIgnoreCase)
        && (rule.Method is null || string.Equals(rule.Method, method, StringComparison.OrdinalIgnoreCase))
        && Regex.IsMatch(pathAndQuery, rule.PathPattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
}
