namespace Importer.Tests.Settings;

/// <summary>Wrong values in a profile: what is laid over the smallest good file, and exactly what is said about it.</summary>
public static class WrongProfiles
{
    public static TheoryData<string, string, string[]> Cases { get; } =
        new()
        {
            {
                "an empty base path",
                """{ "Defaults": { "BasePath": "" } }""",
                ["Importer:Defaults:BasePath = '': is empty. Give a value or leave the setting out."]
            },
            {
                "a base path with slashes around it",
                """{ "Defaults": { "BasePath": "/ai/{account}/" } }""",
                ["Importer:Defaults:BasePath = '/ai/{account}/': must not begin or end with a slash. Write 'ai/{account}'."]
            },
            {
                "a base path with the suffix openai",
                """{ "Defaults": { "BasePath": "{account}/openai" } }""",
                [
                    "Importer:Defaults:BasePath = '{account}/openai': must not end in 'openai': the importer adds that itself, by the compatibility. Write '{account}'.",
                ]
            },
            {
                "a base path that is only a suffix",
                """{ "Defaults": { "BasePath": "models" } }""",
                [
                    "Importer:Defaults:BasePath = 'models': must not end in 'models': the importer adds that itself, by the compatibility. Write '{account}'.",
                ]
            },
            {
                "a base path with the suffix of v1",
                """{ "Defaults": { "BasePath": "ai/{account}/openai/v1" } }""",
                [
                    "Importer:Defaults:BasePath = 'ai/{account}/openai/v1': must not end in 'openai/v1': the importer adds that itself, by the compatibility. Write 'ai/{account}'.",
                ]
            },
            {
                "a base path with forbidden characters",
                """{ "Defaults": { "BasePath": "ai models/{account}?x" } }""",
                [
                    "Importer:Defaults:BasePath = 'ai models/{account}?x': has characters that no API path may have (blank ?). Use letters, digits, - _ . : and /.",
                ]
            },
            {
                "a base path with an empty segment",
                """{ "Defaults": { "BasePath": "ai//{account}" } }""",
                ["Importer:Defaults:BasePath = 'ai//{account}': has an empty segment (//). Write single slashes."]
            },
            {
                "an unknown placeholder",
                """{ "Defaults": { "BasePath": "{acount}" } }""",
                [
                    "Importer:Defaults:BasePath = '{acount}': has an unknown placeholder {acount}. Did you mean {account}? Known are {account}, {deployment}, {compatibility}, {region}, {subscription}, {resourceGroup}.",
                ]
            },
            {
                "a placeholder in the wrong case and an open brace",
                """{ "Defaults": { "DisplayName": "{Account}", "Description": "Models of {account" } }""",
                [
                    "Importer:Defaults:DisplayName = '{Account}': has an unknown placeholder {Account}. Did you mean {account}? Known are {account}, {deployment}, {compatibility}, {region}, {subscription}, {resourceGroup}.",
                    "Importer:Defaults:Description = 'Models of {account': has a brace without its partner. Placeholders look like {account}.",
                ]
            },
            {
                "the ownership tag in a description",
                """{ "Defaults": { "Description": "[foundry-importer source=x]" } }""",
                [
                    "Importer:Defaults:Description = '[foundry-importer source=x]': contains the importer's own tag ([foundry-importer …]), which it adds itself. Take it out.",
                ]
            },
            {
                "an unknown compatibility",
                """{ "Defaults": { "Compatibility": "AzureOpenAi2" } }""",
                [
                    "Importer:Defaults:Compatibility = 'AzureOpenAi2': must be Auto, AutoV1, one of AzureOpenAI, AzureAI, AzureOpenAIV1, Anthropic, or a list of those. Did you mean 'AzureOpenAI'?",
                ]
            },
            {
                "Auto among others",
                """{ "Defaults": { "Compatibility": [ "Auto", "AzureAI" ] } }""",
                [
                    "Importer:Defaults:Compatibility:0 = 'Auto': stands alone. Write \"Compatibility\": \"Auto\", or list the names without Auto.",
                ]
            },
            {
                "AutoV1 among others",
                """{ "Defaults": { "Compatibility": [ "AzureAI", "autov1" ] } }""",
                [
                    "Importer:Defaults:Compatibility:1 = 'autov1': stands alone. Write \"Compatibility\": \"AutoV1\", or list the names without AutoV1.",
                ]
            },
            {
                "no compatibility at all",
                """{ "Defaults": { "Compatibility": [] } }""",
                [
                    "Importer:Defaults:Compatibility = '': names nothing. Write \"Auto\" or \"AutoV1\", or list some of AzureOpenAI, AzureAI, AzureOpenAIV1, Anthropic.",
                ]
            },
            {
                "an unknown source",
                """{ "Defaults": { "Source": "Catalog" } }""",
                ["Importer:Defaults:Source = 'Catalog': must be one of Catalogue, OpenApi, Http. Did you mean 'Catalogue'?"]
            },
            {
                "source OpenApi without location",
                """{ "Defaults": { "Source": "OpenApi" } }""",
                [
                    "Importer:Defaults:OpenApi:Location: is missing beside Source OpenApi. Give the specification's path beside importer.json, or its https address.",
                ]
            },
            {
                "a specification in YAML over plain http",
                """{ "Defaults": { "Source": "OpenApi", "OpenApi": { "Location": "http://contoso.com/spec.yaml?sig=abc" } } }""",
                [
                    "Importer:Defaults:OpenApi:Location = 'http://contoso.com/spec.yaml?…': is YAML, which is not read. Convert the document to JSON.",
                ]
            },
            {
                "a specification over plain http",
                """{ "Defaults": { "Source": "OpenApi", "OpenApi": { "Location": "http://contoso.com/spec.json?token=abc" } } }""",
                [
                    "Importer:Defaults:OpenApi:Location = 'http://contoso.com/spec.json?…': is plain http, which is only for the loopback (127.0.0.1). Use https.",
                ]
            },
            {
                "a hash that is none",
                """{ "Defaults": { "OpenApi": { "Location": "a.json", "Hash": "sha256:abc" } } }""",
                [
                    "Importer:Defaults:OpenApi:Hash = 'sha256:abc': is not a SHA-256. Give its 64 hexadecimal digits (sha256sum shows them), or the first 16.",
                ]
            },
            {
                "a product's display name",
                """{ "Defaults": { "Products": [ "AI team" ] } }""",
                [
                    "Importer:Defaults:Products:0 = 'AI team': is not the id of a product: 1 to 256 characters, none of * # & + : < > ? / or blank. Give the id (the last part of its resource id), not the display name.",
                ]
            },
            {
                "a flag that is no flag",
                """{ "Defaults": { "SubscriptionRequired": "yes" } }""",
                ["Importer:Defaults:SubscriptionRequired = 'yes': must be true or false."]
            },
            {
                "an unknown way of authentication",
                """{ "Defaults": { "Authentication": "Identity" } }""",
                ["Importer:Defaults:Authentication = 'Identity': must be one of ManagedIdentity, ApiKey."]
            },
            {
                "a key with a client id",
                """{ "Defaults": { "Authentication": { "Mode": "ApiKey", "ClientId": "11111111-1111-1111-1111-111111111111", "Audience": "https://cognitiveservices.azure.com" } } }""",
                [
                    "Importer:Defaults:Authentication:ClientId = '11111111-1111-1111-1111-111111111111': belongs to Mode ManagedIdentity, but the mode is ApiKey. Take it out or change the mode.",
                    "Importer:Defaults:Authentication:Audience = 'https://cognitiveservices.azure.com': belongs to Mode ManagedIdentity, but the mode is ApiKey. Take it out or change the mode.",
                ]
            },
            {
                "a client id that is a name, and a secret for an identity",
                """{ "Defaults": { "Authentication": { "ClientId": "my-identity", "KeyVaultSecret": "https://v.vault.azure.net/secrets/key" } } }""",
                [
                    "Importer:Defaults:Authentication:KeyVaultSecret = 'https://v.vault.azure.net/secrets/key': belongs to Mode ApiKey, but the mode is ManagedIdentity. Take it out or change the mode.",
                    "Importer:Defaults:Authentication:ClientId = 'my-identity': is not a client id. Give the GUID that the identity's overview shows as client id, not its name or resource id.",
                ]
            },
            {
                "a key in place of its secret",
                """{ "Defaults": { "Authentication": { "Mode": "ApiKey", "KeyVaultSecret": "0123456789abcdef0123456789abcdef" } } }""",
                [
                    "Importer:Defaults:Authentication:KeyVaultSecret = '(hidden)': is not a Key Vault secret. Write https://<vault>.vault.azure.net/secrets/<name>, not the key itself.",
                ]
            },
            {
                "a field that cannot be left to people, and one that is mistyped",
                """{ "Defaults": { "Drift": { "Ignore": [ "policy", "path", "displayname", "Operation" ] } } }""",
                [
                    "Importer:Defaults:Drift:Ignore:1 = 'path': must be one of displayName, description, protocols, subscriptionRequired, subscriptionKeyParameterNames, operations, policy, diagnostic, tags, products.",
                    "Importer:Defaults:Drift:Ignore:3 = 'Operation': must be one of displayName, description, protocols, subscriptionRequired, subscriptionKeyParameterNames, operations, policy, diagnostic, tags, products. Did you mean 'operations'?",
                ]
            },
            {
                "an unknown access",
                """{ "Defaults": { "Access": "Grant" } }""",
                ["Importer:Defaults:Access = 'Grant': must be one of Ensure, Check."]
            },
        };
}
