using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Importer.Settings;

/// <summary>One object in the settings: hands out its values in their types and notes what is wrong with them.</summary>
internal sealed class SettingNode(IConfigurationSection section, FaultList faults)
{
    /// <summary>Where the object stands.</summary>
    public string Path => section.Path;

    /// <summary>The object's own text, where a value may stand in its place.</summary>
    public string? Text => string.IsNullOrEmpty(section.Value) ? null : section.Value;

    /// <summary>The names given in it.</summary>
    public IEnumerable<string> Names => section.GetChildren().Select(child => child.Key);

    /// <summary>True when nothing in it is wrong so far.</summary>
    public bool IsSound => !faults.Any(section.Path);

    /// <summary>True when it has that name, be it with null or an empty object.</summary>
    public bool Mentions(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>True when it has a value, an object or a list (an empty one too) of that name.</summary>
    public bool Has(string name) => section.GetSection(name).Exists();

    /// <summary>The object of that name, empty when there is none.</summary>
    public SettingNode Child(string name) => new(section.GetSection(name), faults);

    /// <summary>The value of that name; <paramref name="fallback"/> when there is none or it is wrong.</summary>
    public T? Read<T>(string name, Parser<T> parser, T? fallback = default) => Has(name) && TryRead(name, parser, out var value) ? value : fallback;

    /// <summary>The value of that name; null when there is none or it is wrong.</summary>
    public T? Maybe<T>(string name, Parser<T> parser)
        where T : struct => Has(name) && TryRead(name, parser, out var value) ? value : null;

    /// <summary>The value of that name, a fault when there is none.</summary>
    public T? Require<T>(string name, Parser<T> parser, string fix)
    {
        if (!Has(name))
        {
            Fault(name, $"is required. {fix}");
            return default;
        }

        return Read(name, parser);
    }

    /// <summary>The good values of the list of that name, without repetitions.</summary>
    public IReadOnlyList<T> List<T>(string name, Parser<T> parser) =>
        [.. Items(name).Select(item => item.Text is null && item.Names.Any() ? default : item.Self(parser)).OfType<T>().Distinct()];

    /// <summary>The objects of the list of that name, in the order of their numbers.</summary>
    public IReadOnlyList<SettingNode> Items(string name) =>
        [.. section.GetSection(name).GetChildren()
            .Where(child => int.TryParse(child.Key, out _))
            .OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture))
            .Select(child => new SettingNode(child, faults))];

    /// <summary>Notes a fault at that name.</summary>
    public void Fault(string name, string message) => faults.Add(section.GetSection(name).Path, section.GetSection(name).Value, message);

    /// <summary>Notes a fault at the object as a whole.</summary>
    public void Fault(string message) => faults.Add(section.Path, section.Value, message);

    /// <summary>The object's own text as a value.</summary>
    public T? Self<T>(Parser<T> parser) => Understand(section, parser, out var value) ? value : default;

    private bool TryRead<T>(string name, Parser<T> parser, out T? value) => Understand(section.GetSection(name), parser, out value);

    private bool Understand<T>(IConfigurationSection place, Parser<T> parser, out T? value)
    {
        var text = place.Value?.Trim();
        var parsed = text switch
        {
            null or "" => Parse.Wrong<T>("is empty. Give a value or leave the setting out."),
            _ when text.Any(char.IsControl) => Parse.Wrong<T>("contains a line break or another control character. Write it on one line."),
            _ => parser(text),
        };
        if (parsed.Problem is { } problem)
        {
            faults.Add(place.Path, place.Value, problem);
        }

        value = parsed.Value;
        return parsed.Problem is null;
    }
}
