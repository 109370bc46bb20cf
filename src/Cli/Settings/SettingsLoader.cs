using Cli.Running;
using Importer.Configuration;
using Importer.Resources;
using Importer.Storage;

namespace Cli.Settings;

/// <summary>The settings of a command, with what its options say over them.</summary>
/// <param name="Settings">The settings, checked.</param>
/// <param name="Folder">Where files that they name are looked for.</param>
internal sealed record CommandConfiguration(ImporterSettings Settings, string Folder)
{
    /// <summary>Where the importer's records are; null when nobody said.</summary>
    public string? Store { get; init; }

    /// <summary>The part to look at; null for everything that the settings name.</summary>
    public ResourceId? Scope { get; init; }
}

/// <summary>Reads settings for a command: the file, over it the environment, over that the options.</summary>
internal static class SettingsLoader
{
    /// <summary>Stands where the settings name no report store: nothing is kept there.</summary>
    public const string NoStore = "none";

    private const string Service = "Importer__ApiManagement__ServiceId";
    private const string Scopes = "Importer__Discovery__Scopes";
    private const string Container = "Importer__Reports__Container";
    private const string Endpoint = "Importer__Arm__Endpoint";

    /// <summary>The settings; throws <see cref="CliFault"/> with everything that is wrong.</summary>
    public static CommandConfiguration Load(AzureOptions options, string? scope, Surroundings here)
    {
        var path = PathOf(options, scope, here);
        var given = SettingsFile.LoadFile(path, here.Environment);
        var hasScopes = given.Configuration.GetSection("Importer:Discovery:Scopes").GetChildren().Any();
        var store = options.Store ?? given.Configuration["Importer:Reports:Container"];
        if (store is not null && !DocumentStores.IsUrl(store) && !store.Contains("://", StringComparison.Ordinal))
        {
            store = here.PathOf(store);
            if (File.Exists(store))
            {
                throw new CliFault(
                    $"the report store {store} is a file: give a folder or a blob container's address ({(options.Store is null ? "Reports.Container" : "--store")})"
                );
            }
        }

        var over = new Dictionary<string, string?>(here.Environment, StringComparer.OrdinalIgnoreCase) { [Container] = store ?? NoStore };
        Put(over, Service, options.Service);
        Put(over, Endpoint, options.Arm);
        Put(over, $"{Scopes}__0", hasScopes ? null : scope);
        var result = SettingsFile.LoadFile(path, over).Check();
        var settings = result.Settings ?? throw new CliFault(Message(result.Faults, path));
        if (TokenPlaces.Refusal(settings, options, path, here) is { } refusal)
        {
            throw new CliFault(refusal);
        }

        return new(settings, Path.GetDirectoryName(path)!)
        {
            Store = store,
            Scope = scope is null || !hasScopes ? null : ReadScope(scope, settings),
        };
    }

    /// <summary>All faults in one text.</summary>
    public static string Message(IReadOnlyList<SettingFault> faults, string path) =>
        faults.Count == 1
            ? $"setting {faults[0]}"
            : $"{faults.Count} settings are wrong ({Path.GetFileName(path)}, variables and options together): {string.Join(" ", faults.Select((fault, index) => $"({index + 1}) {fault}"))}";

    private static string PathOf(AzureOptions options, string? scope, Surroundings here)
    {
        var path = here.PathOf(options.SettingsFile ?? SettingsFile.Name);
        if (File.Exists(path))
        {
            return path;
        }

        if (Directory.Exists(path))
        {
            throw new CliFault(
                options.SettingsFile is { Length: 0 }
                    ? "--settings is empty: name the settings' file, or leave it out"
                    : $"{path} is a folder: name the settings' file by --settings"
            );
        }

        if (options.SettingsFile is not null)
        {
            throw new CliFault($"there is no file {path}; name the settings by --settings, or write them with: foundry-importer init");
        }

        return (options.Service is null && !here.Has(Service)) || (scope is null && !here.Has($"{Scopes}__0"))
            ? throw new CliFault(
                $"there is no {SettingsFile.Name} in {here.Folder}: name one by --settings, or say what to look at by --service <API Management's id> and {(options is ScopeOptions ? "--scope" : $"the variable {Scopes}__0")} <subscription, resource group or account>"
            )
            : path;
    }

    private static void Put(Dictionary<string, string?> over, string name, string? value)
    {
        if (value is not null)
        {
            over[name] = value;
        }
    }

    private static ResourceId ReadScope(string text, ImporterSettings settings)
    {
        if (
            !ResourceId.TryParse(text, out var scope)
            || !(
                scope.Type is null
                || scope.IsOfType("Microsoft.CognitiveServices/accounts")
                || scope.IsOfType("Microsoft.CognitiveServices/accounts/deployments")
            )
        )
        {
            throw new CliFault(
                $"--scope {text} is no scope that can be looked at: give the id of a subscription, resource group, Foundry account or deployment"
            );
        }

        return settings.Scopes.Any(known => known.Covers(scope))
            ? scope
            : throw new CliFault(
                $"--scope {scope} is outside Discovery.Scopes ({string.Join(", ", settings.Scopes)}): name something inside, or add it to the settings"
            );
    }
}
