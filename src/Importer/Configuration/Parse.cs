using System.Globalization;
using Importer.Policies;

namespace Importer.Configuration;

/// <summary>Reads the plain types: flags, numbers, durations, choices.</summary>
internal static class Parse
{
    private static readonly string[] DurationForms = ["c", @"h\:mm\:ss"];

    /// <summary>The text was understood.</summary>
    public static Parsed<T> Ok<T>(T value) => new(value, null);

    /// <summary>The text is wrong.</summary>
    public static Parsed<T> Wrong<T>(string problem) => new(default, problem);

    /// <summary>Any text on one line.</summary>
    public static Parsed<string> Line(string text) => Ok(text);

    /// <summary><c>true</c> or <c>false</c>, in any case.</summary>
    public static Parsed<bool> Flag(string text) => bool.TryParse(text, out var value) ? Ok(value) : Wrong<bool>("must be true or false.");

    /// <summary>A whole number in a range.</summary>
    public static Parser<int> Whole(int min, int max = int.MaxValue) =>
        text => Long(min, max)(text) is { Problem: null } number ? Ok((int)number.Value) : Wrong<int>(Long(min, max)(text).Problem!);

    /// <summary>A whole number in a range.</summary>
    public static Parser<long> Long(long min, long max) =>
        text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                ? Ok(value)
                : Wrong<long>(
                    max is int.MaxValue or long.MaxValue
                        ? $"must be a whole number, {min} or more."
                        : $"must be a whole number from {min} to {max}."
                );

    /// <summary>A number from 0 to 1.</summary>
    public static Parsed<double> Share(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? Ok(value)
            : Wrong<double>("must be a number from 0 to 1, with a point (such as 0.3).");

    /// <summary><c>hh:mm:ss</c>, or a number of seconds.</summary>
    public static Parser<TimeSpan> Duration(TimeSpan min, TimeSpan max) =>
        text =>
        {
            var written = TimeSpan.TryParseExact(text, DurationForms, CultureInfo.InvariantCulture, out var span) ? span : (TimeSpan?)null;
            var understood =
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= TimeSpan.MaxValue.TotalDays
                    ? TimeSpan.FromSeconds(seconds)
                    : written;
            return understood is { } value && value >= min && value <= max
                ? Ok(value)
                : Wrong<TimeSpan>($"must be a duration from {min:c} to {max:c}, as hh:mm:ss or in seconds.");
        };

    /// <summary>One of some words, in any case.</summary>
    public static Parser<T> Choice<T>(params (string Word, T Value)[] choices) =>
        text =>
        {
            var words = choices.Select(choice => choice.Word);
            var index = Array.FindIndex(choices, choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
            return index >= 0
                ? Ok(choices[index].Value)
                : Wrong<T>($"must be one of {string.Join(", ", words)}.{Nearest.Question(text, words)}");
        };

    /// <summary>A word of an enumeration, in any case.</summary>
    public static Parser<T> Choice<T>()
        where T : struct, Enum => Choice([.. Enum.GetValues<T>().Select(value => (value.ToString(), value))]);

    /// <summary>One of some words, in any case, as it is spelt here.</summary>
    public static Parser<string> Word(params string[] words) => Choice([.. words.Select(word => (word, word))]);
}

/// <summary>A value read from text, or what is wrong with the text.</summary>
/// <param name="Value">The value; meaningless when there is a problem.</param>
/// <param name="Problem">A sentence for the fault; null when all is well.</param>
internal readonly record struct Parsed<T>(T? Value, string? Problem);

/// <summary>Reads a value from text that is not blank.</summary>
internal delegate Parsed<T> Parser<T>(string text);

/// <summary>Reads policy expressions as far as their outer form goes; API Management compiles them when the policy is written.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-policy-expressions</remarks>
internal static class ExpressionParsers
{
    /// <summary>What calls are counted by: an expression, or one of <see cref="CounterKeys.Words"/>.</summary>
    public static Parsed<string> Key(string text)
    {
        if (text.StartsWith('@') || text.Contains("{{", StringComparison.Ordinal))
        {
            return Value(text);
        }

        return CounterKeys.Words.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Parse.Ok(text)
            : Parse.Wrong<string>(
                $"is the same for every caller. Write a policy expression, @(…), or one of {string.Join(", ", CounterKeys.Words)}.{Nearest.Question(text, CounterKeys.Words)}"
            );
    }

    /// <summary>An expression or a fixed text.</summary>
    public static Parsed<string> Value(string text)
    {
        if (!text.StartsWith('@'))
        {
            return Parse.Ok(text);
        }

        return text is ['@', '(', _, .., ')'] or ['@', '{', _, .., '}'] && (HasComment(text) || IsBalanced(text))
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a whole policy expression. Write @( … ) or @{ … }, every bracket and quote closed.");
    }

    /// <summary>True when the expression asks the subscription for something and would fail for a caller without one.</summary>
    public static bool NeedsSubscription(string? text) => text?.Contains("context.Subscription.", StringComparison.Ordinal) ?? false;

    // A comment may hold any bracket or quote.
    private static bool HasComment(string text) =>
        text.Contains("/*", StringComparison.Ordinal) || text.Contains("//", StringComparison.Ordinal);

    private static bool IsBalanced(string text)
    {
        var open = new Stack<char>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '"' or '\'')
            {
                at = EndOfLiteral(text, at);
            }
            else if (Closing(text[at]) is { } closing)
            {
                open.Push(closing);
            }
            else if (text[at] is ')' or ']' or '}' && (!open.TryPop(out var expected) || expected != text[at]))
            {
                return false;
            }

            if (at >= text.Length || (open.Count == 0 && at > 0 && at < text.Length - 1))
            {
                return false;
            }
        }

        return open.Count == 0;
    }

    private static char? Closing(char opening) =>
        opening switch
        {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            _ => null,
        };

    private static int EndOfLiteral(string text, int start)
    {
        // In a verbatim literal a backslash is a backslash.
        var isVerbatim = text[..start].EndsWith('@') || text[..start].EndsWith("@$", StringComparison.Ordinal);
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && !isVerbatim)
            {
                at++;
            }
            else if (text[at] == text[start])
            {
                return at;
            }
        }

        return text.Length;
    }
}
