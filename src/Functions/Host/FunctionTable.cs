using System.Diagnostics.CodeAnalysis;

namespace Functions.Host;

/// <summary>The functions by name; the name is also the folder of function.json and the path that the host posts to.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, FunctionEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>The names, as registered.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Adds a function under its class's name.</summary>
    public FunctionTable MapFunction<T>(TimeSpan deadline)
        where T : class, IFunction
    {
        _entries.Add(typeof(T).Name, new FunctionEntry(services => services.GetRequiredService<T>(), deadline));
        return this;
    }

    /// <summary>Finds a function by its exact name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out FunctionEntry? entry) => _entries.TryGetValue(name, out entry);
}
