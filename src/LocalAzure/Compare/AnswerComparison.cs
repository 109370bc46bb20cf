using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Compare;

/// <summary>Compares a recorded answer with the one that the stand-in gives to the same call.</summary>
internal static class AnswerComparison
{
    // What an answer means to its caller; the others name servers and regions.
    private static readonly string[] Headers =
    [
        "Content-Type",
        "ETag",
        "Location",
        "Azure-AsyncOperation",
        "Retry-After",
        "WWW-Authenticate",
    ];

    // The stand-in's gateway and models are on this machine, where Azure has a host for each: only that there is an address counts.
    private static readonly HashSet<string> Addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        "gatewayUrl",
        "endpoint",
        "endpoints",
        "hostName",
    };

    /// <summary>Every difference, the status first.</summary>
    /// <param name="call">The recorded call.</param>
    /// <param name="here">The answer of the stand-in.</param>
    /// <param name="known">
    /// The ids that the recording speaks of; with the line that does so first: what else is in a list of which items were left out is not
    /// compared.
    /// </param>
    public static IReadOnlyList<Difference> Of(RecordedCall call, ReplayedAnswer here, IReadOnlyDictionary<string, int> known)
    {
        var found = new List<Difference>();
        if (call.Status != here.Status)
        {
            found.Add(new(DifferenceKind.Status, "the status", $"{call.Status}", $"{here.Status}"));
        }

        CompareHeaders(call, here, found);
        var answer =
            call.Omitted > 0 ? WithoutOthers(here.Body, id => known.TryGetValue(id, out var line) && line <= call.Line) : here.Body;
        Compare("", call.Answer, answer, new(found, call.Omitted > 0, call.LeftOut));
        return found;
    }

    private static void CompareHeaders(RecordedCall call, ReplayedAnswer here, List<Difference> found)
    {
        foreach (var name in Headers)
        {
            var recorded = call.AnswerHeaders.GetValueOrDefault(name);
            var answered = here.Headers.GetValueOrDefault(name);
            if ((recorded is null) != (answered is null))
            {
                found.Add(
                    new(
                        recorded is null ? DifferenceKind.Extra : DifferenceKind.Missing,
                        $"the header {name}",
                        recorded ?? "nothing",
                        answered ?? "nothing"
                    )
                );
            }
            else if (recorded is not null && PlainValue.OfHeader(name, recorded) != PlainValue.OfHeader(name, answered!))
            {
                found.Add(Differ($"the header {name}", PlainValue.OfHeader(name, recorded), PlainValue.OfHeader(name, answered!)));
            }
        }
    }

    private static void Compare(string where, JsonNode? recorded, JsonNode? here, Scope scope)
    {
        if (KindOf(recorded) != KindOf(here))
        {
            scope.Found.Add(new(DifferenceKind.Type, Named(where), Show(recorded), Show(here)));
            return;
        }

        switch (recorded, here)
        {
            case (JsonObject one, JsonObject other):
                CompareFields(where, one, other, scope);
                break;
            case (JsonArray one, JsonArray other):
                CompareItems(where, one, other, scope);
                break;
            case (JsonValue one, JsonValue other) when one.GetValueKind() == JsonValueKind.String:
                CompareTexts(where, one.GetValue<string>(), other.GetValue<string>(), scope);
                break;
            case (not null, not null) when recorded.ToJsonString() != here.ToJsonString():
                scope.Found.Add(new(DifferenceKind.Value, Named(where), Show(recorded), Show(here)));
                break;
            default:
                break;
        }
    }

    // Names that differ only in case are one difference; what is only here is told once, as is what is only there.
    private static void CompareFields(string where, JsonObject recorded, JsonObject here, Scope scope)
    {
        foreach (var name in recorded.Select(field => field.Key).Union(here.Select(field => field.Key)))
        {
            if (IsLeftOut(where, name, recorded, scope))
            {
                continue;
            }

            var field = where.Length == 0 ? name : $"{where}.{name}";
            var there = recorded.TryGetPropertyValue(name, out var one);
            var answered = here.TryGetPropertyValue(name, out var other);
            if (there && answered)
            {
                Compare(field, one, other, scope with { IsAddress = scope.IsAddress || Addresses.Contains(name), IsTag = name == "etag" });
                continue;
            }

            if (here.FirstOrDefault(twin => there && !recorded.ContainsKey(twin.Key) && Same(twin.Key, name)) is { Key: { } spelled })
            {
                scope.Found.Add(new(DifferenceKind.Case, Named(field), name, spelled));
            }
            else if (there || !recorded.Any(twin => !here.ContainsKey(twin.Key) && Same(twin.Key, name)))
            {
                scope.Found.Add(new(there ? DifferenceKind.Missing : DifferenceKind.Extra, Named(field), Show(one), Show(other)));
            }
        }
    }

    private static bool IsLeftOut(string where, string name, JsonObject recorded, Scope scope) =>
        (scope.IsPartial && where.Length == 0 && (name is "count" or "nextLink"))
        || (scope.LeftOut.Contains(name) && !recorded.ContainsKey(name));

    private static void CompareItems(string where, JsonArray recorded, JsonArray here, Scope scope)
    {
        var (ones, others) = (recorded.Select(NameOf).ToList(), here.Select(NameOf).ToList());
        if (ones.Distinct().Count() != ones.Count || others.Distinct().Count() != others.Count)
        {
            ComparePlaces(where, recorded, here, scope);
            return;
        }

        foreach (var (name, at) in ones.Select((name, at) => (name, at)))
        {
            var twin = others.IndexOf(name);
            if (twin < 0)
            {
                twin = Twinless(at, ones, others);
            }

            if (twin < 0)
            {
                scope.Found.Add(new(DifferenceKind.Missing, $"{Named(where)}[{at}]", Show(recorded[at]), "nothing"));
            }
            else
            {
                Compare($"{where}[{at}]", recorded[at], here[twin], scope);
            }
        }

        foreach (
            var (name, at) in others
                .Select((name, at) => (name, at))
                .Where(item => !ones.Contains(item.name) && Twinless(item.at, others, ones) < 0)
        )
        {
            scope.Found.Add(new(DifferenceKind.Extra, $"{Named(where)}[{at}]", "nothing", Show(here[at])));
        }

        CompareOrder(where, [.. ones.Where(others.Contains)], [.. others.Where(ones.Contains)], scope);
    }

    // The item in the same place, where neither is anywhere in the other list: one item, changed.
    private static int Twinless(int at, List<string> own, List<string> others) =>
        own.Count == others.Count && !own.Contains(others[at]) ? at : -1;

    private static void CompareOrder(string where, List<string> recorded, List<string> here, Scope scope)
    {
        if (!recorded.SequenceEqual(here))
        {
            scope.Found.Add(new(DifferenceKind.Order, Named(where), string.Join(", ", recorded), string.Join(", ", here)));
        }
    }

    private static void ComparePlaces(string where, JsonArray recorded, JsonArray here, Scope scope)
    {
        for (var at = 0; at < Math.Max(recorded.Count, here.Count); at++)
        {
            if (at < recorded.Count && at < here.Count)
            {
                Compare($"{where}[{at}]", recorded[at], here[at], scope);
            }
            else
            {
                var there = at < recorded.Count;
                scope.Found.Add(
                    new(
                        there ? DifferenceKind.Missing : DifferenceKind.Extra,
                        $"{Named(where)}[{at}]",
                        there ? Show(recorded[at]) : "nothing",
                        there ? "nothing" : Show(here[at])
                    )
                );
            }
        }
    }

    private static void CompareTexts(string where, string recorded, string here, Scope scope)
    {
        if (scope.IsAddress || PlainValue.IsPlaceholder(recorded))
        {
            return;
        }

        var (one, other) = scope.IsTag
            ? (PlainValue.OfHeader("ETag", recorded), PlainValue.OfHeader("ETag", here))
            : (PlainValue.Of(recorded), PlainValue.Of(here));
        if (one != other)
        {
            scope.Found.Add(Differ(Named(where), one, other));
        }
    }

    private static Difference Differ(string where, string recorded, string here) =>
        new(Same(recorded, here) ? DifferenceKind.Case : DifferenceKind.Value, where, Cut(recorded), Cut(here));

    private static JsonNode? WithoutOthers(JsonNode? body, Func<string, bool> isKnown)
    {
        if (body?.DeepClone() is not JsonObject page || page["value"] is not JsonArray items)
        {
            return body;
        }

        var kept = items.Where(item => item?["id"] is not JsonValue id || isKnown(id.GetValue<string>()));
        page["value"] = new JsonArray([.. kept.Select(item => item?.DeepClone())]);
        return page;
    }

    // What an item is called: its id or name, or all of it.
    private static string NameOf(JsonNode? item) =>
        item is JsonObject body && (body["id"] ?? body["name"] ?? body["key"]) is JsonValue name
            ? PlainValue.Of(name.ToString()).ToUpperInvariant()
            : PlainValue.Of(item?.ToJsonString() ?? "null");

    private static string KindOf(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            var kind => $"{kind}",
        };

    private static string Named(string where) => where.Length == 0 ? "the answer" : where;

    private static string Show(JsonNode? node) => Cut(node?.ToJsonString() ?? "null");

    private static string Cut(string text) => text.Length <= 160 ? text : $"{text[..160]}…";

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record Scope(List<Difference> Found, bool IsPartial, IReadOnlyList<string> LeftOut)
    {
        public bool IsAddress { get; init; }

        public bool IsTag { get; init; }
    }
}
