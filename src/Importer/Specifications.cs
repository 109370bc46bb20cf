using Importer.Design;
using Importer.Specs;

namespace Importer;

/// <summary>Reads the specifications that settings name: files beside the settings, or https addresses.</summary>
public sealed class Specifications(HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Every specification that a profile can come to, by location; a problem is a value, not an exception.</summary>
    public async Task<IReadOnlyDictionary<string, GivenSpecification>> ReadAsync(ImporterSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var found = new Dictionary<string, GivenSpecification>(StringComparer.Ordinal);
        foreach (var location in Locations(settings))
        {
            found[location] = await ReadAsync(location, cancellationToken);
        }

        return found;
    }

    private static IEnumerable<string> Locations(ImporterSettings settings) => settings.Rules
        .Where(rule => rule.Fields.ContainsKey(ProfileFields.OpenApiLocation))
        .Select(rule => rule.Fields[ProfileFields.OpenApiLocation](settings.Defaults).OpenApiLocation)
        .Append(settings.Defaults.OpenApiLocation)
        .OfType<string>()
        .Distinct(StringComparer.Ordinal);

    private Task<GivenSpecification> ReadAsync(string location, CancellationToken cancellationToken) =>
        Uri.TryCreate(location, UriKind.Absolute, out var url) && !url.IsFile ? FetchAsync(url, cancellationToken) : LoadAsync(location, cancellationToken);

    private static async Task<GivenSpecification> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var root = Environment.GetEnvironmentVariable("FUNCTIONS_APP_ROOT_PATH") ?? AppContext.BaseDirectory;
        var file = new FileInfo(Path.Combine(root, path));
        return !file.Exists
            ? new(null, "there is no such file beside the settings")
            : file.Length > SpecReader.MaxBytes
                ? new(null, $"the file has {file.Length} bytes; API Management takes {SpecReader.MaxBytes} inline")
                : new(BinaryData.FromBytes(await File.ReadAllBytesAsync(file.FullName, cancellationToken)), null);
    }

    private async Task<GivenSpecification> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                return new(null, $"HTTP {(int)response.StatusCode}");
            }

            await response.Content.LoadIntoBufferAsync(SpecReader.MaxBytes, both.Token);
            return new(BinaryData.FromBytes(await response.Content.ReadAsByteArrayAsync(both.Token)), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException fault)
        {
            return new(null, fault.Message);
        }
    }
}
