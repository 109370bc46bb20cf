using Importer.Design;

namespace Importer.Settings;

/// <summary>Gathers the fields that a profile sets, each with how it changes a profile.</summary>
internal sealed class ProfileChanges
{
    private readonly Dictionary<string, Func<ApiProfile, ApiProfile>> _fields = [];

    /// <summary>The fields by their paths.</summary>
    public IReadOnlyDictionary<string, Func<ApiProfile, ApiProfile>> Fields => _fields;

    /// <summary>Notes that a field is set.</summary>
    public void Add(string field, Func<ApiProfile, ApiProfile> change) => _fields.Add(field, change);

    /// <summary>A profile with every change made.</summary>
    public ApiProfile ApplyTo(ApiProfile profile) => _fields.Values.Aggregate(profile, (current, change) => change(current));
}
